FROM ruby:3.4
WORKDIR /srv
COPY Procfile.live ./
RUN gem install foreman
CMD ["foreman", "start", "-f", "Procfile.live"]
