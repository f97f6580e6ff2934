-- Neovim from 0.11: what a user's configuration does, in a batch.
local path = arg[1]
local function fail(message)
  io.stderr:write(message .. '\n')
  os.exit(1)
end
local function wait(what, condition)
  if not vim.wait(10000, condition, 20) then
    fail('waited in vain: ' .. what .. '\n' .. vim.inspect(vim.diagnostic.get(0)))
  end
end
local function lines(code)
  local found = {}
  for _, it in ipairs(vim.diagnostic.get(0)) do
    if it.code == code then
      table.insert(found, it.lnum)
    end
  end
  table.sort(found)
  return table.concat(found, ' ')
end

vim.lsp.config('dockvet', { cmd = { 'dockvet', 'lsp' }, filetypes = { 'dockerfile' }, root_markers = { '.git' } })
vim.lsp.enable('dockvet')
vim.cmd('edit ' .. path)
vim.bo.filetype = 'dockerfile'
vim.cmd('doautocmd FileType')
wait('diagnostics', function() return lines('legacy-key-value') == '2 6' end)

local function ask(method, row, column)
  vim.api.nvim_win_set_cursor(0, { row, column })
  local client = vim.lsp.get_clients({ bufnr = 0 })[1]
  local params = vim.lsp.util.make_position_params(0, client.offset_encoding)
  local answer = client:request_sync(method, params, 5000, 0)
  return answer and answer.result or fail('no answer to ' .. method)
end
local hover = ask('textDocument/hover', 1, 2)
if not hover.contents.value:find('%a') then fail('the hover is empty') end
local stage = ask('textDocument/definition', 5, 6)[1]
if (stage.targetRange or stage.range).start.line ~= 0 then fail(vim.inspect(stage)) end

vim.lsp.buf.code_action({ context = { only = { 'source.fixAll' }, diagnostics = {} }, apply = true })
wait('the fixes', function() return lines('legacy-key-value') == '' end)
vim.cmd('silent write')
os.exit(0)
