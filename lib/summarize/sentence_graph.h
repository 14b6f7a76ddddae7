#pragma once

#include <cstddef>
#include <vector>

#include "summarize/term_vectors.h"

namespace klinker {

/// How central each of `sentences` sentences is: PageRank in a graph whose edges are cosines of their terms, times the
/// number of sentences, so that 1 is the mean. Source: Erkan and Radev, "LexRank" (2004). A term ties a sentence to the last
/// few that have it, and a sentence to the few that are likest, so that the time is linear in the document.
std::vector<double> sentence_centrality(const TermVectors& vectors, std::size_t sentences);

/// The cosine of each sentence with all terms of the document.
std::vector<double> likeness_to_document(const TermVectors& vectors, std::size_t sentences);

}  // namespace klinker
