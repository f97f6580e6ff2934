" ALE: applies the safe fixes. In your vimrc:
"   call ale#fix#registry#Add('dockvet', 'ale#fixers#dockvet#Fix', ['dockerfile'], 'Apply the safe fixes of Dockvet')
"   let g:ale_fixers = {'dockerfile': ['dockvet']}
function! ale#fixers#dockvet#Fix(buffer) abort
  let l:executable = ale#Escape(ale#Var(a:buffer, 'dockerfile_dockvet_executable'))
  return {'command': l:executable . ' check --fix --exit-zero --force-exclude --stdin-filename %s -'}
endfunction
