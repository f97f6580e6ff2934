module.exports = { output: process.env.OUTPUT }
