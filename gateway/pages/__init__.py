"""The pages a person sees: rendered here, made of what the operations answer."""
