FROM node:24
ENTRYPOINT ["node", "server.js"]
CMD ["--port" "8080"]
