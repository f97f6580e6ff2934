FROM alpine:3.22 AS sources
RUN touch /a

FROM alpine:3.22 AS Scratch
RUN touch /b
