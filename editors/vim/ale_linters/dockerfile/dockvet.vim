" ALE. Copy the folder vim to ~/.vim; `let g:ale_linters = {'dockerfile': ['dockvet']}` uses nothing else.
call ale#Set('dockerfile_dockvet_executable', 'dockvet')
call ale#Set('dockerfile_dockvet_options', '')

function! ale_linters#dockerfile#dockvet#Command(buffer) abort
  return '%e check --format json --exit-zero --force-exclude '
  \ . ale#Pad(ale#Var(a:buffer, 'dockerfile_dockvet_options')) . ' --stdin-filename %s -'
endfunction

function! ale_linters#dockerfile#dockvet#Handle(buffer, lines) abort
  let l:report = ale#util#FuzzyJSONDecode(join(a:lines, ''), {})
  let l:name = fnamemodify(bufname(a:buffer), ':p')
  let l:output = []
  for l:finding in get(l:report, 'findings', [])
    " A finding may stand in a manifest or in .dockerignore.
    if l:name[-len(l:finding.file):] !=# l:finding.file
      continue
    endif
    call add(l:output, {
    \ 'lnum': l:finding.range.start.line,
    \ 'vcol': 1,
    \ 'col': l:finding.range.start.column,
    \ 'end_lnum': l:finding.range.end.line,
    \ 'end_col': l:finding.range.end.column - 1,
    \ 'type': {'error': 'E', 'warning': 'W', 'info': 'I', 'style': 'I'}[l:finding.level],
    \ 'sub_type': l:finding.level is# 'style' ? 'style' : '',
    \ 'code': l:finding.rule,
    \ 'text': l:finding.message,
    \ 'detail': l:finding.message . "\n" . l:finding.help,
    \})
  endfor
  return l:output
endfunction

call ale#linter#Define('dockerfile', {
\ 'name': 'dockvet',
\ 'executable': {buffer -> ale#Var(buffer, 'dockerfile_dockvet_executable')},
\ 'command': function('ale_linters#dockerfile#dockvet#Command'),
\ 'callback': 'ale_linters#dockerfile#dockvet#Handle',
\})
