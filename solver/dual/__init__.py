"""What engines share to prove bounds: prices of rows, exact knapsacks, the volume algorithm."""
