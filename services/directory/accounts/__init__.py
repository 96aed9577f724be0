"""账号: who may log in. The directory says so on record; the gateways carry it out and keep the passwords."""
