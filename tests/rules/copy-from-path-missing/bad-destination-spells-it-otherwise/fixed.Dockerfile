FROM ruby:3.3 AS gems
WORKDIR /app
COPY Gemfile ./
RUN bundle install && ./strip.sh

FROM ruby:3.3-slim
COPY --from=gems /usr/local/bundle /usr/local/bundle
CMD ["irb"]
