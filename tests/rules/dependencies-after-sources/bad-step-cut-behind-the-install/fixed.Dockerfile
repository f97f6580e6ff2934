FROM node:22-slim AS build
# where the shop lives
workdir /shop
copy --chown=node:node package.json package-lock.json .npmrc ./
run npm ci
# all of it
copy --chown=node:node . /shop/
# the shop's pages
run \
    # slow
    npm run build
