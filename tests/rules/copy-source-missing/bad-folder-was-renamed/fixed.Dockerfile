FROM nginx:1.29-alpine
COPY config/nginx.conf /etc/nginx/nginx.conf
