FROM scratch AS files
COPY conf/app.ini /conf/app.ini

FROM busybox:1.37
COPY --from=files /conf/app.ini /etc/app.ini
CMD ["cat", "/etc/app.ini"]
