"""依法删除个人信息: what becomes of an order to erase what is somebody's own, from its proposal to its end."""
