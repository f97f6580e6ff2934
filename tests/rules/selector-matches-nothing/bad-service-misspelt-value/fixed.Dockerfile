# k8s/shop.yaml
apiVersion: apps/v1
kind: Deployment
metadata:
  name: shop
spec:
  selector:
    matchLabels: {app: shopfront}
  template:
    metadata:
      labels: {app: shopfront}
    spec:
      containers:
        - name: shop
          image: registry.example.com/shop:1.0
          ports:
            - name: http
              containerPort: 8080
---
apiVersion: v1
kind: Service
metadata:
  name: public
spec:
  selector: {app: shopfront}
  ports:
    - port: 80
      targetPort: http
