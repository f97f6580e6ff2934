-- nvim-lint itself, with the linter that lies in the configuration.
require('lint').linters_by_ft = { dockerfile = { 'dockvet' } }
require('lint').try_lint()
local it = dofile(vim.env.DRIVERS .. '/wait.lua')('legacy-key-value')
assert(it.lnum == 2 and it.severity == vim.diagnostic.severity.WARN, vim.inspect(it))
local line = vim.api.nvim_buf_get_lines(0, it.lnum, it.lnum + 1, false)[1]
assert(line:sub(it.col + 1, it.col + 1):match('%S'), vim.inspect(it))
vim.cmd('qall!')
