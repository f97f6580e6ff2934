" Vim without plugins: `:compiler dockvet`, then `:make` fills the quickfix list.
if exists('current_compiler')
  finish
endif
let current_compiler = 'dockvet'

CompilerSet makeprg=dockvet\ check\ --format\ short\ --quiet
CompilerSet errorformat=%f:%l:%c:\ %trror:\ %m,%f:%l:%c:\ %tarning:\ %m,%f:%l:%c:\ %tnfo:\ %m,%f:%l:%c:\ style:\ %m,%-G%.%#
