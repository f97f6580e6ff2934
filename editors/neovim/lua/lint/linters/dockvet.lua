-- nvim-lint, where no language server is wanted. Copy to ~/.config/nvim/lua/lint/linters/dockvet.lua, and write:
--   require('lint').linters_by_ft = { dockerfile = { 'dockvet' } }
local severities = {
  error = vim.diagnostic.severity.ERROR,
  warning = vim.diagnostic.severity.WARN,
  info = vim.diagnostic.severity.INFO,
  style = vim.diagnostic.severity.HINT,
}

local function name()
  return vim.api.nvim_buf_get_name(0)
end

-- Columns count characters, Neovim counts bytes.
local function place(buffer, position)
  local row = position.line - 1
  local line = vim.api.nvim_buf_get_lines(buffer, row, row + 1, false)[1] or ''
  local byte = vim.fn.byteidx(line, position.column - 1)
  return row, byte >= 0 and byte or #line
end

return {
  cmd = 'dockvet',
  stdin = true,
  args = { 'check', '--format', 'json', '--exit-zero', '--force-exclude', '--stdin-filename', name, '-' },
  ignore_exitcode = true,
  stream = 'stdout',
  parser = function(output, buffer)
    local is_report, report = pcall(vim.json.decode, output)
    local diagnostics = {}
    for _, finding in ipairs(is_report and report.findings or {}) do
      -- A finding may stand in a manifest or in `.dockerignore`.
      if vim.endswith(vim.api.nvim_buf_get_name(buffer), finding.file) then
        local row, column = place(buffer, finding.range.start)
        local last, behind = place(buffer, finding.range['end'])
        table.insert(diagnostics, {
          lnum = row,
          col = column,
          end_lnum = last,
          end_col = behind,
          severity = severities[finding.level],
          message = finding.message,
          source = 'dockvet',
          code = finding.rule,
        })
      end
    end
    return diagnostics
  end,
}
