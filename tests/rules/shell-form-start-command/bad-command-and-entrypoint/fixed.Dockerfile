FROM node:24
ENTRYPOINT ["/usr/local/bin/node", "--enable-source-maps"]
CMD node "my server.js" --port=$PORT
