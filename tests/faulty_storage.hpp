// A storage in memory that fails, or ends, wherever it is told to.
#pragma once

#include <algorithm>
#include <cstddef>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "checker/storage.hpp"

namespace paxoscope::tests {

/// Thrown where the process would have been killed. Nobody catches it but tests.
struct Killed {};

/// Files in memory. Every attempt to change something is an operation, and these are counted from 0; one of them may go wrong.
class FaultyStorage : public checker::Storage {
 public:
  enum class Fault {
    kNone,
    kRefused,  ///< that operation fails; of what was to be written half is
    kKilled,   ///< the process ends there, half way through
  };

  /// Operation `number` goes wrong in this way.
  void fail_at(std::size_t number, Fault fault) {
    fails_at_ = number;
    fault_ = fault;
    operations_ = 0;
  }
  /// All operations from that one on are refused: a disk that stays full.
  void refuse_from(std::size_t number) {
    fail_at(number, Fault::kRefused);
    stays_ = true;
  }
  void work() {
    fault_ = Fault::kNone;
    stays_ = false;
  }
  [[nodiscard]] std::size_t operations() const { return operations_; }

  /// The power goes. Of what was not synced half is left, and names are as they were when the folder was synced last, or as they are.
  void lose_power(bool names_are_kept) {
    if (!names_are_kept) files_ = synced_names_;
    for (auto& [name, file] : files_) {
      if (file->bytes.size() > file->synced) file->bytes.resize((file->bytes.size() + file->synced) / 2);
    }
  }

  std::unique_ptr<checker::FileWriter> create(const std::string& name) override {
    operate();
    files_[name] = std::make_shared<File>();
    return std::make_unique<Writer>(*this, files_[name]);
  }
  std::unique_ptr<checker::FileReader> open(const std::string& name) override {
    const auto found = files_.find(name);
    if (found == files_.end()) throw checker::StorageError(name + " is not there");
    return std::make_unique<Reader>(found->second);
  }
  void rename(const std::string& from, const std::string& to) override {
    operate();
    files_[to] = files_.at(from);
    files_.erase(from);
  }
  void remove(const std::string& name) override {
    operate();
    files_.erase(name);
  }
  void sync() override {
    operate();
    synced_names_ = files_;
  }
  std::vector<std::string> names() override {
    std::vector<std::string> names;
    for (const auto& [name, file] : files_) names.push_back(name);
    return names;
  }
  [[nodiscard]] std::string path_of(const std::string& name) const override { return "storage/" + name; }

  /// What is in a file, to be read and tampered with.
  std::vector<std::byte>& contents(const std::string& name) { return files_.at(name)->bytes; }

 private:
  struct File {
    std::vector<std::byte> bytes;
    std::size_t synced = 0;
  };
  using Files = std::map<std::string, std::shared_ptr<File>>;

  class Writer : public checker::FileWriter {
   public:
    Writer(FaultyStorage& storage, std::shared_ptr<File> file) : storage_(storage), file_(std::move(file)) {}
    void write(std::span<const std::byte> bytes) override {
      try {
        storage_.operate();
      } catch (...) {
        append(bytes.first(bytes.size() / 2));
        throw;
      }
      append(bytes);
    }
    void sync() override {
      storage_.operate();
      file_->synced = file_->bytes.size();
    }

   private:
    void append(std::span<const std::byte> bytes) {
      file_->bytes.insert(file_->bytes.end(), bytes.begin(), bytes.end());
    }
    FaultyStorage& storage_;
    std::shared_ptr<File> file_;
  };

  class Reader : public checker::FileReader {
   public:
    explicit Reader(std::shared_ptr<File> file) : file_(std::move(file)) {}
    std::size_t read(std::span<std::byte> bytes) override {
      const std::size_t count = std::min(bytes.size(), file_->bytes.size() - at_);
      std::copy_n(file_->bytes.begin() + static_cast<std::ptrdiff_t>(at_), count, bytes.begin());
      at_ += count;
      return count;
    }

   private:
    std::shared_ptr<File> file_;
    std::size_t at_ = 0;
  };

  void operate() {
    const std::size_t number = operations_++;
    if (fault_ == Fault::kNone || (stays_ ? number < fails_at_ : number != fails_at_)) return;
    if (fault_ == Fault::kKilled) throw Killed{};
    throw checker::StorageError("no room left for operation " + std::to_string(number));
  }

  Files files_;
  Files synced_names_;
  std::size_t operations_ = 0;
  std::size_t fails_at_ = 0;
  Fault fault_ = Fault::kNone;
  bool stays_ = false;
};

}  // namespace paxoscope::tests
