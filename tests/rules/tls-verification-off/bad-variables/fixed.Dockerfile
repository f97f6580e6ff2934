FROM node:24
RUN GIT_SSL_NO_VERIFY=true git clone https://example.com/a.git
