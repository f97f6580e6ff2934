FROM nginx:1.29
HEALTHCHECK CMD ["nginx", "-t"]
