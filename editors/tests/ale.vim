" ALE itself, with the linter and the fixer that lie in ~/.vim.
call ale#fix#registry#Add('dockvet', 'ale#fixers#dockvet#Fix', ['dockerfile'], 'Apply the safe fixes of Dockvet')
let g:ale_linters = {'dockerfile': ['dockvet']}
let g:ale_fixers = {'dockerfile': ['dockvet']}

function! Found() abort
  return filter(copy(ale#engine#GetLoclist(bufnr(''))), 'v:val.code is# "legacy-key-value"')
endfunction

function! Wait(condition) abort
  let l:left = 300
  while l:left > 0 && !eval(a:condition)
    sleep 50m
    let l:left -= 1
  endwhile
  if l:left == 0
    call writefile(['waited in vain: ' . a:condition, string(ale#engine#GetLoclist(bufnr('')))], '/dev/stderr', 'a')
    cquit!
  endif
endfunction

ALELint
call Wait('!empty(Found())')
if Found()[0].lnum != 3 || Found()[0].type isnot# 'W'
  call writefile([string(Found())], '/dev/stderr', 'a')
  cquit!
endif
ALEFix
call Wait('getline(3) is# "ENV A=b"')
silent write!
qall!
