-- Waits for the diagnostics of the open file, and says what there is where they do not come.
return function(rule)
  local found = {}
  local came = vim.wait(15000, function()
    found = vim.tbl_filter(function(it) return it.code == rule end, vim.diagnostic.get(0))
    return #found > 0
  end, 20)
  if not came then
    io.stderr:write('no ' .. rule .. ': ' .. vim.inspect(vim.diagnostic.get(0)) .. '\n')
    vim.cmd('cquit 1')
  end
  return found[1]
end
