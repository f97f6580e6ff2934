-- The server, as the set-up that lies in the configuration starts it.
local it = dofile(vim.env.DRIVERS .. '/wait.lua')('legacy-key-value')
assert(it.lnum == 2 and it.source == 'dockvet', vim.inspect(it))
vim.cmd('qall!')
