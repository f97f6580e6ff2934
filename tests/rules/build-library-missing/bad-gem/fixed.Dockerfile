FROM ruby:3.3-slim
RUN apt-get update && apt-get install -y --no-install-recommends build-essential git libyaml-dev
WORKDIR /app
COPY Gemfile Gemfile.lock ./
RUN bundle install
USER 1000
