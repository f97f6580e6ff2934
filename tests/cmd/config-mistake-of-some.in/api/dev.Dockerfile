FROM debian
CMD ["serve"]
