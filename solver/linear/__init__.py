"""What engines share to solve linear relaxations and restricted integer programs with HiGHS."""
