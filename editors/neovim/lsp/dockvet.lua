-- Neovim 0.11 and newer. Copy to ~/.config/nvim/lsp/dockvet.lua, and write into init.lua: vim.lsp.enable('dockvet')
return {
  cmd = { 'dockvet', 'lsp' },
  filetypes = { 'dockerfile' },
  root_markers = { 'dockvet.toml', '.dockvet.toml', '.git' },
  settings = { dockvet = {} },
}
