"""登录台账: who came in, who was refused and from where, as the gateways report it."""
