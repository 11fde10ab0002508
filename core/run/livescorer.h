// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/report/modelinput.h"
#include "core/run/preparation.h"

#include <QObject>
#include <QTemporaryDir>
#include <QTimer>

#include <atomic>
#include <list>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace rw {

class WorkerProcess;

/// A query and its passages, typed by somebody who waits for the answer.
struct LiveQuestion
{
    int number = 0; // of the caller; every signal names it
    std::vector<Experiment::ModelEntry> models;
    Quantization quantization = Quantization::Fp32;
    QString device = QStringLiteral("cpu");
    int maxLength = 1024;
    std::string query;
    std::vector<std::string> passages;
};

/// What one model says to a question.
struct LiveAnswer
{
    int question = 0;
    int model = 0;                  // place in the question
    std::vector<float> scores;      // one a passage, of the deepest cut-off layer asked for; NaN: not a finite number
    std::vector<int> ranking;       // passages, best first; equal scores in the order typed
    std::vector<ModelInput> inputs; // one a passage
    int cutoffLayer = 0;            // 0: the model has none
    bool wasWarm = false;           // the worker had the model already
    double loadSeconds = 0;         // start of the worker and weights; 0 where it was warm
    double scoreSeconds = 0;        // from the request to the scores, as the worker measured it
    double totalSeconds = 0;        // from the turn of this model to its scores
};

/// Answers questions one after the other with worker processes that keep their models for the next question: the first
/// answer of a model costs its start, the second only the forward pass. Models that do not fit into the memory of the
/// device together replace each other, the one used longest ago first; after some idle time all are ended. Lives in a
/// thread with an event loop, where tokenising blocks; only interrupt() may be called from another one.
class LiveScorer : public QObject
{
    Q_OBJECT

public:
    enum class Step { Reading, Starting, Loading, Scoring };
    Q_ENUM(Step)
    static constexpr int kMostPassages = 1000;

    /// `program`: of the workers.
    explicit LiveScorer(const QString& program, QObject* parent = nullptr);
    ~LiveScorer() override;

    /// Takes the place of a question in hand.
    void ask(const LiveQuestion& question);
    /// What is in hand ends without an answer; a model that is being loaded is given up, others stay warm.
    void cancel();
    /// Makes a tokenising step that goes on end; cancel() or ask() must follow. From any thread.
    void interrupt() { m_cancelled = true; }
    /// Ends all workers. What is in hand is cancelled.
    void release();
    /// Workers that are asked nothing for so long are ended. Counts from the last answer or from now.
    void setIdleTimeout(int ms);
    int warmWorkers() const { return int(m_workers.size()); }

signals:
    void stepReached(int question, int model, rw::LiveScorer::Step step);
    void answered(const rw::LiveAnswer& answer);
    void failed(int question, int model, const rw::Error& error);
    /// Every model answered or failed, or the question was cancelled. Once for each question.
    void done(int question, bool cancelled);
    /// How many workers hold a model.
    void warmChanged(int workers);

private:
    struct Worker;

    void next();
    void prepare();
    void begin(std::int64_t bytes);
    void score(Worker& worker);
    void handle(Worker& worker, const protocol::Answer& answer);
    void gone(Worker& worker, const QString& reason);
    void take(const protocol::ChunkResult& result);
    void giveUp(const Error& error);
    void finish(bool cancelled);
    Worker* find(const std::string& key);
    Status makeRoom(std::int64_t bytes);
    void stop(Worker& worker);
    const Experiment::ModelEntry& entry() const { return m_question->models[std::size_t(m_model)]; }

    QString m_program;
    QTemporaryDir m_folder; // of token files
    std::atomic<bool> m_cancelled = false;
    QTimer m_idle;
    int m_idleMs;

    std::list<Worker> m_workers;                   // the one used last first
    std::map<std::string, PreparedModel> m_models; // with their tokenizers, by path

    std::optional<LiveQuestion> m_question;
    int m_model = -1;     // in hand
    int m_turn = 0;       // raised with each model: what is queued for an older one is dropped
    std::string m_inHand; // key of the worker that the question waits for
    PreparedPairs m_pairs;
    ScoreJob m_job;
    std::vector<std::int32_t> m_order;
    std::int64_t m_chunk = 0;
    LiveAnswer m_answer;
    std::int64_t m_begunNs = 0;
};

} // namespace rw

Q_DECLARE_METATYPE(rw::LiveAnswer)
