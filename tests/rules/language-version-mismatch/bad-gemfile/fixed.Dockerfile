FROM ruby:3.3.5-slim
WORKDIR /app
COPY Gemfile Gemfile.lock ./
RUN bundle install
USER 10001
CMD ["bundle", "exec", "rackup"]
