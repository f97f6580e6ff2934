-- conform.nvim itself, with the formatters that lie in the configuration.
local conform = require('conform')
conform.setup({ formatters_by_ft = { dockerfile = { 'dockvet_fix', 'dockvet_fmt' } } })
local problem
conform.format({ timeout_ms = 10000 }, function(err) problem = err end)
assert(not problem, problem)
vim.cmd('silent write')
vim.cmd('qall!')
