-- conform.nvim: applies the safe fixes. Copy to ~/.config/nvim/lua/conform/formatters/dockvet_fix.lua, and write:
--   require('conform').setup({ formatters_by_ft = { dockerfile = { 'dockvet_fix', 'dockvet_fmt' } } })
return {
  meta = { url = 'https://github.com/dockvet/dockvet', description = 'Applies the safe fixes of Dockvet.' },
  command = 'dockvet',
  args = { 'check', '--fix', '--exit-zero', '--force-exclude', '--stdin-filename', '$FILENAME', '-' },
  stdin = true,
}
