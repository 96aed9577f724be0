"""季度记分卡: the score of each department and quarter, with every number explained."""
