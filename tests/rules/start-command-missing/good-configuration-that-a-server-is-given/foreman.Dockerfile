FROM ruby:3.4
WORKDIR /srv
COPY Procfile ./
RUN gem install foreman
CMD ["foreman", "check", "-f", "Procfile"]
