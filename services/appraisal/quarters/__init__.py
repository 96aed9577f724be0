"""季度考核: from the quarter's end over reports, proposal and the Party group's vote to published grades (A35)."""
