-- Neovim 0.7: diagnostics are pushed, columns are UTF-16, edits have no choice of form.
local path = vim.fn.argv(0)
local function fail(message)
  io.stderr:write(message .. '\n')
  vim.cmd('cquit 1')
end
local function lines(code)
  local found = {}
  for _, it in ipairs(vim.diagnostic.get(0)) do
    local known = it.code or (it.user_data and it.user_data.lsp and it.user_data.lsp.code)
    if known == code then
      table.insert(found, it.lnum)
    end
  end
  table.sort(found)
  return table.concat(found, ' ')
end

local function drive()
  vim.cmd('edit ' .. path)
  vim.bo.filetype = 'dockerfile'
  local id = vim.lsp.start_client({ name = 'dockvet', cmd = { 'dockvet', 'server', '--stdio' }, root_dir = vim.fn.getcwd() })
  vim.lsp.buf_attach_client(0, id)
  if not vim.wait(10000, function() return lines('legacy-key-value') == '2 6' end, 20) then
    fail('no diagnostics: ' .. vim.inspect(vim.diagnostic.get(0)))
  end
  local client = vim.lsp.get_client_by_id(id)
  local at = { textDocument = vim.lsp.util.make_text_document_params(), position = { line = 4, character = 6 } }
  local stage = client.request_sync('textDocument/definition', at, 5000, 0).result
  stage = stage[1] or stage
  if (stage.targetRange or stage.range).start.line ~= 0 then
    fail(vim.inspect(stage))
  end
  local params = vim.lsp.util.make_range_params()
  params.context = { diagnostics = {}, only = { 'source.fixAll' } }
  local answer = client.request_sync('textDocument/codeAction', params, 5000, 0)
  for _, action in ipairs(answer.result or {}) do
    vim.lsp.util.apply_workspace_edit(action.edit, client.offset_encoding)
  end
  if not vim.wait(10000, function() return lines('legacy-key-value') == '' end, 20) then
    fail('the fixes are not seen: ' .. vim.inspect(vim.diagnostic.get(0)))
  end
  vim.cmd('silent write')
  vim.cmd('qall!')
end

-- An error would leave the editor open.
local ok, why = pcall(drive)
if not ok then
  fail(why)
end
