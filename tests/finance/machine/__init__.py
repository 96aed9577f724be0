"""An office's money, driven at random and watched by an oracle that believes nothing but the log.

`way.py` says what a way is, `paying.py`, `occasions.py`, `buying.py`, `income.py` and `books.py` what can be done of
each kind; `oracle.py` what then holds; `office.py` carries deeds out, two at a time, and is killed in the middle.
"""
