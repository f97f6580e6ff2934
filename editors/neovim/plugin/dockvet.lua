-- Neovim 0.7 to 0.10. Copy to ~/.config/nvim/plugin/dockvet.lua
vim.api.nvim_create_autocmd('FileType', {
  pattern = 'dockerfile',
  callback = function(event)
    local name = vim.api.nvim_buf_get_name(event.buf)
    local folder = name ~= '' and vim.fn.fnamemodify(name, ':p:h') or vim.fn.getcwd()
    local root = vim.fn.finddir('.git', vim.fn.fnameescape(folder) .. ';')
    root = root ~= '' and vim.fn.fnamemodify(root, ':p:h:h') or folder
    -- One server for each root: whoever has it is given the buffer too.
    for _, client in pairs(vim.lsp.get_active_clients()) do
      if client.name == 'dockvet' and client.config.root_dir == root then
        vim.lsp.buf_attach_client(event.buf, client.id)
        return
      end
    end
    local id = vim.lsp.start_client({
      name = 'dockvet',
      cmd = { 'dockvet', 'lsp' },
      root_dir = root,
      workspace_folders = { { uri = vim.uri_from_fname(root), name = root } },
    })
    if id then
      vim.lsp.buf_attach_client(event.buf, id)
    end
  end,
})
