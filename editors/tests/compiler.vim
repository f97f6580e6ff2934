" The compiler plugin that lies in ~/.vim.
compiler dockvet
silent make!
let s:found = filter(getqflist(), 'v:val.valid && v:val.text =~# "legacy-key-value"')
if len(s:found) != 2 || s:found[0].lnum != 3 || s:found[0].type isnot# 'w' || bufname(s:found[0].bufnr) isnot# 'Dockerfile'
  call writefile([string(getqflist())], '/dev/stderr', 'a')
  cquit!
endif
qall!
