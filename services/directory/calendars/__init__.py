"""The state's yearly arrangement of holidays and make-up days (节假日安排), imported by whoever keeps the directory."""
