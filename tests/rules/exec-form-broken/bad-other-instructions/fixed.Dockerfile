FROM node:24
RUN ["npm", "install"]
VOLUME ['/data', '/log']
COPY ['a', '/srv/']
