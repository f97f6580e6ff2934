-- conform.nvim: lays the file out. Copy to ~/.config/nvim/lua/conform/formatters/dockvet_fmt.lua
return {
  meta = { url = 'https://github.com/dockvet/dockvet', description = 'Lays Dockerfiles out.' },
  command = 'dockvet',
  args = { 'fmt', '--stdin-filename', '$FILENAME', '-' },
  stdin = true,
}
