FROM ruby:3.4
WORKDIR /srv
RUN gem install puma
CMD ["puma", "-C", "-"]
