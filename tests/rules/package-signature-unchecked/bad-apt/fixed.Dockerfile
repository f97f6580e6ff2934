FROM debian:12
RUN apt-get install -y tool && apt-get -o APT::Get::AllowUnauthenticated=true install -y other
