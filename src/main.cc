#include "cli/command.h"

int main(int argc, char** argv) { return peakend::cli::run(argc, argv); }
