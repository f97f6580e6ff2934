FROM debian:trixie
