ARG RUBY_VERSION=3.4.1
FROM registry.docker.com/library/ruby:$RUBY_VERSION-slim AS base
WORKDIR /app

FROM base AS build
RUN apt-get update && apt-get install -y --no-install-recommends build-essential git libyaml-dev
COPY Gemfile Gemfile.lock ./
RUN bundle install

FROM base
COPY --from=build /usr/local/bundle /usr/local/bundle
USER 1000
CMD ["irb"]
