FROM node:22-alpine
RUN apk add --no-cache bash
WORKDIR /app
COPY start.sh .
CMD ["./start.sh"]
