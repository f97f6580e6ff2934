FROM node:24
ENTRYPOINT ["node", "--enable-source-maps"]
CMD ['server.js',]
HEALTHCHECK --interval=1m CMD ['node', "health.js"]
