FROM ruby:3.4
WORKDIR /srv
COPY shop.rb ./
RUN gem install puma
CMD ["puma", "-C", "config/puma.rb"]
