"""The bus and remote calls over RabbitMQ, with pika: for the relay and the gateway, in threads of their own."""
